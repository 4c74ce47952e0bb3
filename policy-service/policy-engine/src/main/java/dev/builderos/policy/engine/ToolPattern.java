package dev.builderos.policy.engine;

/**
 * Which tools are meant: one ({@code fs.read}), all below a name ({@code memory.*}), or all ({@code *}).
 *
 * @param text as written
 */
record ToolPattern(String text) {
    boolean matches(String tool) {
        if (text.equals("*")) {
            return true;
        }
        return text.endsWith(".*") ? tool.startsWith(text.substring(0, text.length() - 1)) : tool.equals(text);
    }
}
