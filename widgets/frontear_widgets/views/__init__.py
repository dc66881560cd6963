"""What panels show: pictures, charts, players, tables, text, the code behind them; and names, shown as they are."""
