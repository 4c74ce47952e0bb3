/**
 * What the policy service can be asked to do, one class each, and the ports they need. Changes happen in one transaction with their
 * audit entry and the message that tells of them; after it the outbox is woken.
 */
@NullMarked
package dev.builderos.policy.usecase;

import org.jspecify.annotations.NullMarked;
