/**
 * What can be set.
 */
@NullMarked
package dev.builderos.gateway.config;

import org.jspecify.annotations.NullMarked;
