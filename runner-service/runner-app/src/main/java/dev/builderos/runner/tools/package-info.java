/** What agents and steps can do: the runner's own tools and the connectors', behind one interface. */
@NullMarked
package dev.builderos.runner.tools;

import org.jspecify.annotations.NullMarked;
