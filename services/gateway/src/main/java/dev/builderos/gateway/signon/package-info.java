/**
 * How the gateway speaks with an identity provider, over OpenID Connect.
 */
@NullMarked
package dev.builderos.gateway.signon;

import org.jspecify.annotations.NullMarked;
