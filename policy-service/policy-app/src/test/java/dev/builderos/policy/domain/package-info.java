/** What approvals and the audit chain promise. */
@NullMarked
package dev.builderos.policy.domain;

import org.jspecify.annotations.NullMarked;
