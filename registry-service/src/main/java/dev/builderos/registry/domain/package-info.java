/**
 * What the registry knows about the files of a project: which kind each is, what a snapshot is made of, and which prompt
 * versions it holds. Pure; knows the formats and the contracts' ids and errors.
 */
@NullMarked
package dev.builderos.registry.domain;

import org.jspecify.annotations.NullMarked;
