package dev.builderos.contracts;

/**
 * One thing that can be said on the bus: where it is said (the subject's stem) and the record it carries.
 *
 * @param <T> the record
 */
public sealed interface Contract<T> {
    /** Who listens to, or publishes, it. */
    String domain();

    int version();

    Kind kind();

    String name();

    Class<T> type();

    default String stem() {
        return "builderos." + domain() + ".v" + version() + "." + kind().token() + "." + name();
    }

    /** The subject for one org and one entity (an id, or {@code all} where there is none). */
    default Subject subject(OrgId org, String entity) {
        return new Subject(stem() + "." + org.value() + "." + entity);
    }

    enum Kind {
        COMMAND("cmd"),
        QUERY("qry"),
        EVENT("evt"),
        LOG("log");

        private final String token;

        Kind(String token) {
            this.token = token;
        }

        public String token() {
            return token;
        }
    }

    /** Asked of one service and answered by it before the caller's deadline. */
    record Request<T, R>(String domain, int version, Kind kind, String name, Class<T> type, Class<R> reply)
            implements Contract<T> {}

    /** Handed to one service, at least once; no answer but its events. */
    record Order<T>(String domain, int version, String name, Class<T> type) implements Contract<T> {
        @Override
        public Kind kind() {
            return Kind.COMMAND;
        }
    }

    /** Told to whoever listens, at least once, after the fact is in the database. */
    record Event<T>(String domain, int version, String name, Class<T> type) implements Contract<T> {
        @Override
        public Kind kind() {
            return Kind.EVENT;
        }
    }

    /** Told live to whoever listens now; may be missed, numbered so that a listener notices. */
    record Live<T>(String domain, int version, String name, Class<T> type) implements Contract<T> {
        @Override
        public Kind kind() {
            return Kind.LOG;
        }
    }
}
