@NullMarked
package dev.builderos.process;

import org.jspecify.annotations.NullMarked;
