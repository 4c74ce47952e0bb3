@NullMarked
package dev.builderos.contracts;

import org.jspecify.annotations.NullMarked;
