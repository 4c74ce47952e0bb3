@NullMarked
package dev.builderos.gateway.signon;

import org.jspecify.annotations.NullMarked;
