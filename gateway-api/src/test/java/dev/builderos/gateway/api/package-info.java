/** Tests of the contract and of its client against a small real HTTP server. */
@NullMarked
package dev.builderos.gateway.api;

import org.jspecify.annotations.NullMarked;
