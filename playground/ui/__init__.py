"""The page. The only part, with the player, that knows Streamlit."""
