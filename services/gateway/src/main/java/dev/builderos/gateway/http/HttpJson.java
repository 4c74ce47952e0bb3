package dev.builderos.gateway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.builderos.gateway.api.GatewayJson;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

/** HTTP bodies are read and written as gateway-api says, whatever else this process does with JSON. */
@Provider
public class HttpJson implements ContextResolver<ObjectMapper> {
    @Override
    public ObjectMapper getContext(Class<?> type) {
        return GatewayJson.mapper();
    }
}
