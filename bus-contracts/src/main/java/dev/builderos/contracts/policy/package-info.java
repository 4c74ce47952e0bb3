/** What is said to and by the policy service: decisions and approvals. It knows nobody else. */
@NullMarked
package dev.builderos.contracts.policy;

import org.jspecify.annotations.NullMarked;
