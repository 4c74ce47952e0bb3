/**
 * Brings runs and prompt versions from one server to another: which servers there are besides that of the home, and how a run is
 * copied. Both servers are spoken to over their gateways only.
 */
@NullMarked
package dev.builderos.cli.remote;

import org.jspecify.annotations.NullMarked;
