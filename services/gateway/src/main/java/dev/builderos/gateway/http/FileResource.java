package dev.builderos.gateway.http;

import dev.builderos.gateway.usecase.ExportJournal;
import dev.builderos.gateway.usecase.ReadContent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestMulti;

/** Contents of any length, sent piece by piece as fast as the client takes them. */
@Path("/v1/runs")
@Produces(MediaType.APPLICATION_OCTET_STREAM)
public class FileResource {
    private final ReadContent contents;
    private final ExportJournal journals;
    private final Caller caller;

    FileResource(ReadContent contents, ExportJournal journals, Caller caller) {
        this.contents = contents;
        this.journals = journals;
        this.caller = caller;
    }

    @GET
    @Path("/{run}/blobs/{digest}")
    public RestMulti<Buffer> blob(@PathParam("run") String run, @PathParam("digest") String digest) {
        return file(contents.of(caller.requester(), run, digest));
    }

    @GET
    @Path("/{run}/journal")
    public RestMulti<Buffer> journal(@PathParam("run") String run) {
        return file(journals.of(caller.requester(), run));
    }

    static RestMulti<Buffer> file(Uni<Multi<byte[]>> pieces) {
        return RestMulti.fromUniResponse(
                pieces.map(multi -> multi.map(Buffer::buffer)),
                Function.identity(),
                multi -> Map.of(HttpHeaders.CONTENT_TYPE, List.of(MediaType.APPLICATION_OCTET_STREAM)));
    }
}
