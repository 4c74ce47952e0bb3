package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which versions of stored content were read whole and found to be what was kept, so that pieces of them are too. Of the newest
 * ones only: a piece of any other is given after its blob was read whole once more.
 */
final class CheckedVersions {
    private static final int REMEMBERED = 4_096;

    private final Map<Stored, String> versions = new LinkedHashMap<>(16, 0.75f, true);

    private record Stored(OrgId org, Digest digest) {}

    synchronized boolean has(OrgId org, Digest digest, String version) {
        return version.equals(versions.get(new Stored(org, digest)));
    }

    synchronized void add(OrgId org, Digest digest, String version) {
        versions.put(new Stored(org, digest), version);
        if (versions.size() > REMEMBERED) {
            versions.remove(versions.keySet().iterator().next());
        }
    }
}
