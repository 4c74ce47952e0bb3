package dev.builderos.cli.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;

/** Reads lines from standard input into the live view's queue, from the first question on. */
final class Keyboard {
    private final BufferedReader in;
    private final BlockingQueue<LiveEvent> queue;
    private boolean reading;

    Keyboard(BufferedReader in, BlockingQueue<LiveEvent> queue) {
        this.in = in;
        this.queue = queue;
    }

    /** Starts to read, once. The thread ends with the input or with the program; a blocked read cannot be stopped. */
    void listen() {
        if (!reading) {
            reading = true;
            Thread.ofPlatform().daemon().name("keyboard").start(this::read);
        }
    }

    private void read() {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                queue.put(new LiveEvent.Typed(line));
            }
            queue.put(new LiveEvent.NoMoreInput());
        } catch (IOException e) {
            queue.offer(new LiveEvent.NoMoreInput());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
