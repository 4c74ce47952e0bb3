/** What the runner's state looks like to others. Pure. */
@NullMarked
package dev.builderos.runner.domain;

import org.jspecify.annotations.NullMarked;
