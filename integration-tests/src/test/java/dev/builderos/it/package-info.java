/**
 * The product as one thing, tested from outside. An installation is a home directory with its server; a project is a git
 * repository; whatever a test asks goes through the command line or HTTP. Arrows: to the form of facts only, the programs
 * under test are processes.
 */
@NullMarked
package dev.builderos.it;

import org.jspecify.annotations.NullMarked;
