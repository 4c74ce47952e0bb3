package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What a value may look like, told once: it reads a node of a file, and it writes its JSON Schema. */
interface Shape<T> {

    /** The value, or null after at least one problem was reported. */
    @Nullable
    T read(YamlNode node, Reading reading);

    /** The schema; shapes that contain themselves put it among the definitions and return a reference. */
    ObjectNode schema(SchemaDefinitions definitions);
}
