/**
 * The check before a merge: whether every commit that an agent made has a receipt. Needs a repository and keys, and no server.
 */
@NullMarked
package dev.builderos.cli.merge;

import org.jspecify.annotations.NullMarked;
