/** PostgreSQL as the record of what belongs to an org. */
@NullMarked
package dev.builderos.record;

import org.jspecify.annotations.NullMarked;
