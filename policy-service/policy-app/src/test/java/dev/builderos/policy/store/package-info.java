/** Claims about what the policy service keeps in files. */
@NullMarked
package dev.builderos.policy.store;

import org.jspecify.annotations.NullMarked;
