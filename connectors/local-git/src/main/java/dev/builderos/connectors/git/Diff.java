package dev.builderos.connectors.git;

/**
 * What differs between two commits.
 *
 * @param text a unified diff, cut at a line when {@code truncated}; binary files are only named
 */
public record Diff(String text, boolean truncated, int files, int added, int removed) {

    /** E.g. {@code 3 files, +10 −2}. */
    public String summary() {
        return files + (files == 1 ? " file" : " files") + ", +" + added + " -" + removed;
    }
}
