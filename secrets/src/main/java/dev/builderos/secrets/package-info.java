/** Values of secrets, read at the moment of use. Nothing here is logged, and no exception has a value in its message. */
@NullMarked
package dev.builderos.secrets;

import org.jspecify.annotations.NullMarked;
