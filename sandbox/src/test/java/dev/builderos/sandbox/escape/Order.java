package dev.builderos.sandbox.escape;

import dev.builderos.sandbox.Limits;
import dev.builderos.sandbox.NetworkAccess;
import dev.builderos.sandbox.SandboxCommand;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What of a command the escape tests choose, on its way to the {@link Server}. */
final class Order {

    private Order() {}

    static void write(DataOutputStream out, SandboxCommand command) throws IOException {
        strings(out, command.argv());
        out.writeUTF(command.workspace().toString());
        strings(out, command.protectedPaths().stream().map(Path::toString).toList());
        out.writeUTF(command.network().name());
        out.writeLong(command.limits().wallClock().toMillis());
        out.writeLong(command.limits().memoryBytes());
        out.writeInt(command.limits().processes());
        out.flush();
    }

    static SandboxCommand read(DataInputStream in) throws IOException {
        var command = SandboxCommand.of(strings(in), Path.of(in.readUTF()))
                .withProtectedPaths(strings(in).stream().map(Path::of).toList())
                .withNetwork(NetworkAccess.valueOf(in.readUTF()));
        return command.withLimits(Limits.DEFAULT
                .withWallClock(Duration.ofMillis(in.readLong()))
                .withMemoryBytes(in.readLong())
                .withProcesses(in.readInt()));
    }

    private static void strings(DataOutputStream out, List<String> values) throws IOException {
        out.writeInt(values.size());
        for (String value : values) {
            out.writeUTF(value);
        }
    }

    private static List<String> strings(DataInputStream in) throws IOException {
        var values = new ArrayList<String>();
        for (int left = in.readInt(); left > 0; left--) {
            values.add(in.readUTF());
        }
        return values;
    }
}
