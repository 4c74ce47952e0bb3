/**
 * Jobs against fabric8's mock of the API server, with what a cluster adds to it: a controller that makes the pod of a Job and takes
 * it away, a node that says of a pod what the test tells it, or runs the pod's command as a process of this host.
 */
@NullMarked
package dev.builderos.sandbox.jobs;

import org.jspecify.annotations.NullMarked;
