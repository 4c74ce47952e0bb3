@NullMarked
package dev.builderos.secrets;

import org.jspecify.annotations.NullMarked;
