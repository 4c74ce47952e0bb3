/** What the policy engine promises. */
@NullMarked
package dev.builderos.policy.engine;

import org.jspecify.annotations.NullMarked;
