/**
 * Takes secrets out of bytes on their way to any sink: the values of known secrets in every form they are commonly written in, and
 * tokens that are known by their shape. Works on streams, and holds back what may be the beginning of a secret.
 *
 * <p>Pure: it knows nothing of where secrets come from or where bytes go.
 */
@NullMarked
package dev.builderos.redaction;

import org.jspecify.annotations.NullMarked;
