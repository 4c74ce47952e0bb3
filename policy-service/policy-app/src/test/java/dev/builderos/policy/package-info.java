/** What the policy service promises, from its contracts to its database and back. */
@NullMarked
package dev.builderos.policy;

import org.jspecify.annotations.NullMarked;
