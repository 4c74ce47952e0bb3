package dev.builderos.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A sandbox whose commands run elsewhere and outlive this process, so that whoever takes a run over finds them still at work. */
public interface RemoteSandbox extends Sandbox {

    /** What it needs and whether that is there, found out by asking; blocks for a bounded time. */
    List<Check> checks();

    /** What decides which programs commands find. */
    String image();

    /**
     * Ends every command of a run, whoever started it, and returns when none of its processes is left. Blocks. To be asked again
     * when it took too long: what was told to end ends in the meantime.
     *
     * @throws IOException when that is not known for certain
     */
    void clear(String org, String run, Duration atMost) throws IOException;

    @Override
    default Programs programs() {
        return Programs.OF_AN_IMAGE;
    }
}
