/**
 * What tests of services need: a real PostgreSQL and a clock that stands still. In test scope only.
 */
@NullMarked
package dev.builderos.testkit;

import org.jspecify.annotations.NullMarked;
