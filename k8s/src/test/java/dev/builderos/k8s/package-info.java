/**
 * Checks of what is installed in a cluster: that the manifests are valid, fit each other, and name only what the code has.
 *
 * <p>Terms: an <em>overlay</em> is what is installed in one environment; <em>rendered</em> is what {@code kubectl kustomize} makes
 * of it. Knows the settings of the services, and no other code of theirs.
 */
@NullMarked
package dev.builderos.k8s;

import org.jspecify.annotations.NullMarked;
