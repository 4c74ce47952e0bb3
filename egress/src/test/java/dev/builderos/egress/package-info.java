/** Tests of the proxy: its parts, itself over a real socket, and from inside the real sandbox. */
@NullMarked
package dev.builderos.egress;

import org.jspecify.annotations.NullMarked;
