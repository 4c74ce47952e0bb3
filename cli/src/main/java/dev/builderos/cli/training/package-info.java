/**
 * What the launcher has the program do once after a build, so that its AOT cache knows the classes most commands need.
 */
@NullMarked
package dev.builderos.cli.training;

import org.jspecify.annotations.NullMarked;
