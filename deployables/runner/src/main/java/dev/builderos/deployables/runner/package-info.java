/** The runner as a process of its own: besides what it always does it can start a Job of a cluster for each command. */
@NullMarked
package dev.builderos.deployables.runner;

import org.jspecify.annotations.NullMarked;
