/**
 * The project a command works on: its root, the files its runs are made of, and its {@code .builderos} directory.
 *
 * <p>Arrows: knows {@code formats} and the gateway client.
 */
@NullMarked
package dev.builderos.cli.project;

import org.jspecify.annotations.NullMarked;
