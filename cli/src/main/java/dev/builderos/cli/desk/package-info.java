/**
 * Applying a desk to a project: a three-way merge whose base is kept, all or nothing.
 *
 * <p>Terms: <em>base</em> is what the desk laid down the last time, <em>ours</em> what the project has now, <em>theirs</em> what the desk
 * lays down this time.
 */
@NullMarked
package dev.builderos.cli.desk;

import org.jspecify.annotations.NullMarked;
