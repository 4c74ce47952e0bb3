/** What the runner keeps: the journal and the runs in PostgreSQL, blobs in files or in an S3-compatible store, logs in files. Knows no bus and no contract messages but ids, facts and summaries. */
@NullMarked
package dev.builderos.runner.store;

import org.jspecify.annotations.NullMarked;
