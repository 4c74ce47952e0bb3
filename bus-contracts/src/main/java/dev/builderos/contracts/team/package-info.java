/**
 * What is said about orgs, their members and the tokens that stand for them.
 */
@NullMarked
package dev.builderos.contracts.team;

import org.jspecify.annotations.NullMarked;
