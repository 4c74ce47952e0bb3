/**
 * What the gateway does: ports that say what the services can be asked, and the live streams that join history and news
 * without a seam. Speaks the records of gateway-api.
 */
@NullMarked
package dev.builderos.gateway.usecase;

import org.jspecify.annotations.NullMarked;
