/** When the policy service does things of its own accord. */
@NullMarked
package dev.builderos.policy.config;

import org.jspecify.annotations.NullMarked;
