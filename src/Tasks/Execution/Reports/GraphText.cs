using System.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Reports;

/// <summary>A graph as text for other programs: Mermaid, DOT, and JSON in the node file's format.</summary>
public static class GraphText
{
    /// <summary>A Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html).</summary>
    public static string Mermaid(Graph graph)
    {
        var text = new StringBuilder("flowchart LR\n");
        for (int node = 0; node < graph.Count; node++)
            text.Append($"  n{node}{(graph[node].IsGroup ? "([" : "[")}\"{MermaidText(graph[node].Name)}\"{(graph[node].IsGroup ? "])" : "]")}\n");
        for (int node = 0; node < graph.Count; node++)
        {
            foreach (int dependency in graph.Named[node])
                text.Append($"  n{dependency} --> n{node}\n");
            foreach (int dependency in graph.ByFile[node])
                text.Append($"  n{dependency} --> n{node}\n");
            foreach (int dependency in graph.After[node])
                text.Append($"  n{dependency} -.-> n{node}\n");
        }

        return text.ToString();
    }

    /// <summary>Graphviz's DOT (https://graphviz.org/doc/info/lang.html).</summary>
    public static string Dot(Graph graph)
    {
        var text = new StringBuilder("digraph workflow {\n  rankdir=LR;\n");
        for (int node = 0; node < graph.Count; node++)
            text.Append($"  {Quoted(graph[node].Name)}{(graph[node].IsGroup ? " [shape=oval]" : " [shape=box]")};\n");
        for (int node = 0; node < graph.Count; node++)
        {
            foreach (int dependency in graph.Named[node])
                text.Append($"  {Quoted(graph[dependency].Name)} -> {Quoted(graph[node].Name)};\n");
            foreach (int dependency in graph.ByFile[node])
                text.Append($"  {Quoted(graph[dependency].Name)} -> {Quoted(graph[node].Name)};\n");
            foreach (int dependency in graph.After[node])
                text.Append($"  {Quoted(graph[dependency].Name)} -> {Quoted(graph[node].Name)} [style=dashed];\n");
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>One JSON object a line, as <c>NodeFile</c> reads it. Edges by file are not written out: the files say them.</summary>
    public static string Json(Graph graph)
    {
        var text = new StringBuilder();
        for (int node = 0; node < graph.Count; node++)
        {
            // An instance is made from its map again.
            if (graph[node].Origin is null)
                new NodeJson(text).Write(graph[node]);
        }

        return text.ToString();
    }

    private static string Quoted(string name) => "\"" + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static string MermaidText(string name) => name.Replace("#", "#35;", StringComparison.Ordinal).Replace("\"", "#quot;", StringComparison.Ordinal)
        .Replace("<", "#lt;", StringComparison.Ordinal).Replace(">", "#gt;", StringComparison.Ordinal);
}
