/** What is said to and by the runner: runs, facts, logs, artifacts, deployments. */
@NullMarked
package dev.builderos.contracts.runner;

import org.jspecify.annotations.NullMarked;
