/**
 * The whole product as one process on one machine: takes a home directory for itself, runs PostgreSQL inside it, brings the
 * schemas up to date, and starts all services over the in-process bus.
 *
 * <p><b>Home</b>: the directory everything is kept in. <b>Database</b>: the PostgreSQL server in it, a process of our own.
 *
 * <p>Level 4: may know every service; nothing may know it.
 */
@NullMarked
package dev.builderos.standalone;

import org.jspecify.annotations.NullMarked;
