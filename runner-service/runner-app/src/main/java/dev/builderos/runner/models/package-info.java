/** Models that answer agents: real ones through LangChain4j, and the script that plays a transcript. */
@NullMarked
package dev.builderos.runner.models;

import org.jspecify.annotations.NullMarked;
