/**
 * Runs each command in a Job of a Kubernetes cluster.
 *
 * <p>Terms: the <em>volume</em> is what the runner and the Jobs share, and workspaces lie on it; the <em>name</em> of a Job
 * follows from whose command it is, so that whoever takes a run over meets what is left of it.
 *
 * <p>Arrows: {@code sandbox}, and fabric8's client with the JDK's HTTP. Only the runner's own deployable knows this package.
 */
@NullMarked
package dev.builderos.sandbox.jobs;

import org.jspecify.annotations.NullMarked;
