/** What can be set from outside. */
@NullMarked
package dev.builderos.runner.config;

import org.jspecify.annotations.NullMarked;
