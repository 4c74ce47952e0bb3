package dev.builderos.gateway.http;

import dev.builderos.gateway.usecase.ExportAudit;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestMulti;

/** The audit log as a file, as fast as the client takes it. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_OCTET_STREAM)
public class AuditFileResource {
    private final ExportAudit export;
    private final Caller caller;

    AuditFileResource(ExportAudit export, Caller caller) {
        this.export = export;
        this.caller = caller;
    }

    @GET
    @Path("/export")
    public RestMulti<Buffer> exportAudit() {
        return FileResource.file(export.of(caller.requester()));
    }
}
