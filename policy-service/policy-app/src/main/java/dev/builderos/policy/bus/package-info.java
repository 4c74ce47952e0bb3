/**
 * What the policy service hears and says: turns contract messages into use cases and back, one method per channel, and announces
 * changes of approvals.
 */
@NullMarked
package dev.builderos.policy.bus;

import org.jspecify.annotations.NullMarked;
