package dev.builderos.egress;

import java.util.Optional;

/** Says whether a request may be made. Asked once for each request, before anything of it leaves. */
public interface Judge {

    /** Blocks until it is decided, on a virtual thread; called by many threads at once. An exception is a no. */
    Verdict judge(EgressRequest request);

    /** What it says. */
    sealed interface Verdict {
        record Allowed(Permit permit) implements Verdict {}

        /**
         * It may not be made.
         *
         * @param sentence for a person: why, and what would have to be written where
         */
        record Refused(String rule, String sentence) implements Verdict {}
    }

    /** Leave to make one request. */
    interface Permit {
        Reach reach();

        /** A header that is put in place of the command's own of that name; most requests get none. */
        default Optional<Addition> addition() {
            return Optional.empty();
        }

        /**
         * For a tunnel, whether it ends here: the requests in it are seen, judged one by one, and made anew over TLS. Only for
         * hosts whose requests get an addition.
         */
        default boolean opensTunnel() {
            return false;
        }

        /** Called exactly once, when nothing of the request goes on any more. */
        void ended(Ending ending);
    }

    /** A header; its value has a secret in it. */
    record Addition(String name, String value) {
        @Override
        public String toString() {
            return name + ": …";
        }
    }

    /** How a request ended. */
    sealed interface Ending {
        /**
         * It was made.
         *
         * @param status of HTTP; 200 for a tunnel that was opened
         */
        record Done(int status, Traffic traffic) implements Ending {}

        /** It was allowed, and then something about it was not as it has to be. */
        record Refused(String rule, String sentence) implements Ending {}

        /** The host could not be reached, or did not answer as it should. */
        record Failed(String reason, Traffic traffic) implements Ending {}
    }

    /** Bytes on the way to the host and back. */
    record Traffic(long sent, long received) {}
}
