/** Tests of the package of the same name. */
@NullMarked
package dev.builderos.gateway.http;

import org.jspecify.annotations.NullMarked;
