/**
 * Approvals and the audit chain as values: who may answer, when a request closes, how entries are chained. Pure; the time is an
 * argument.
 */
@NullMarked
package dev.builderos.policy.domain;

import org.jspecify.annotations.NullMarked;
