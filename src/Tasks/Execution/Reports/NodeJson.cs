using System.Text;
using TaskGraph.Execution.Executors.Commands;
using TaskGraph.Execution.Secrets;
using TaskGraph.Model;

namespace TaskGraph.Execution.Reports;

/// <summary>Writes nodes as a node file has them.</summary>
internal sealed class NodeJson
{
    private readonly StringBuilder _text;

    public NodeJson(StringBuilder text) => _text = text;

    public void Write(Node node)
    {
        _text.Append("{\"Name\": ");
        Json.AppendString(_text, node.Name);
        if (node.Map is not null)
            MapJson.Write(node.Map, node.SecretEnvironmentVariables, this);
        else
            WriteOwn(node);
        _text.Append("}\n");
    }

    private void WriteOwn(Node node)
    {
        Text("Command", node.Command);
        Text("Script", node.Script);
        Text("Function", node.Function);
        Text("Arguments", node.Arguments);
        Pairs("Parameters", node.Parameters, node.TypedParameters);
        if (node.Item is not null)
        {
            Raw("Item", node.Item.Json);
            Number("Index", node.Item.Index, 0);
        }

        Text("WorkingDirectory", node.WorkingDirectory);
        // Who reads it takes a secret from the environment.
        Pairs("EnvironmentVariables", [.. node.EnvironmentVariables.Where(pair => !node.SecretEnvironmentVariables.Contains(pair.Key, NodeSecrets.Names))]);
        List("FingerprintEnvironment", node.FingerprintEnvironment);
        List("SecretEnvironmentVariables", node.SecretEnvironmentVariables);
        List("DependsOn", node.DependsOn);
        List("RunAfter", node.RunAfter);
        List("Inputs", node.Inputs);
        List("Outputs", node.Outputs);
        Text("DepFile", node.DepFile);
        Text("UpToDateCheck", node.UpToDateCheck == UpToDateCheck.Content && !node.AsksForContent ? null : node.UpToDateCheck.ToString());
        Number("Cpus", node.Cpus, 1);
        Pairs("Resources", [.. node.Resources.Select(amount => new KeyValuePair<string, string>(amount.Name, amount.Amount.ToString()))]);
        Number("Priority", node.Priority, 0);
        Text("ContinueOnError", node.ContinueOnError == ContinueOnError.ErrorAndStop ? null : node.ContinueOnError.ToString());
        Text("RunWhen", node.RunWhen == RunWhen.AllSucceeded ? null : node.RunWhen.ToString());
        List("Diagnostics", node.Diagnostics ?? []);
        Text("OutputItemType", node.OutputItemType);
        Text("Cacheable", node.Cacheable?.ToString().ToLowerInvariant());
        List("Tags", node.Tags);
        Text("Description", node.Description);
    }

    private void Key(string key)
    {
        _text.Append(", ");
        Json.AppendString(_text, key);
        _text.Append(": ");
    }

    private void Raw(string key, string json)
    {
        Key(key);
        _text.Append(json);
    }

    public void Text(string key, string? value)
    {
        if (value is null)
            return;
        Key(key);
        Json.AppendString(_text, value);
    }

    private void Number(string key, int value, int none)
    {
        if (value == none)
            return;
        Key(key);
        _text.Append(value);
    }

    public void List(string key, string[] values, bool evenEmpty = false)
    {
        if (values.Length == 0 && !evenEmpty)
            return;
        Key(key);
        _text.Append('[');
        for (int i = 0; i < values.Length; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            Json.AppendString(_text, values[i]);
        }

        _text.Append(']');
    }

    public void Pairs(string key, KeyValuePair<string, string>[] pairs, IReadOnlySet<string>? typed = null)
    {
        if (pairs.Length == 0)
            return;
        Key(key);
        _text.Append(Json.Object(pairs, typed));
    }
}
